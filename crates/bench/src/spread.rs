//! Measured durations, and what half or 99 of 100 of them stay below.

use std::time::Duration;

#[derive(Default)]
pub struct Spread(Vec<Duration>);

impl Spread {
    pub fn add(&mut self, took: Duration) {
        self.0.push(took);
    }
    pub fn count(&self) -> usize {
        self.0.len()
    }
    /// Milliseconds that this share of all stays at or below.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
        sorted
            .get(at)
            .map_or(f64::NAN, |took| took.as_secs_f64() * 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_measured_values() {
        let mut spread = Spread::default();
        for millis in (1..=200).rev() {
            spread.add(Duration::from_millis(millis));
        }
        assert!((spread.percentile(50) - 100.0).abs() < 1e-9);
        assert!((spread.percentile(99) - 198.0).abs() < 1e-9);
        assert!(Spread::default().percentile(50).is_nan());
    }
}
