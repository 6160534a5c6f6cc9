use lopdf::Object;

/// Moves, turns and scales: `[a b c d e f]`, as the format writes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix([f32; 6]);

impl Matrix {
    pub(super) const UNMOVED: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn moved(x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// The six numbers of an operator or an array; unmoved when they are none.
    pub(super) fn of(numbers: &[Object]) -> Self {
        let mut own = [0.0; 6];
        for (at, place) in own.iter_mut().enumerate() {
            match numbers.get(at).map(Object::as_float) {
                Some(Ok(number)) => *place = number,
                _ => return Self::UNMOVED,
            }
        }
        Self(own)
    }

    /// First this, then the other.
    pub(super) fn then(self, other: Self) -> Self {
        let (one, two) = (self.0, other.0);
        // Columns of the first, rows of the second; what is moved is turned and scaled, too.
        let across = |x: f32, y: f32| (x * two[0] + y * two[2], x * two[1] + y * two[3]);
        let (first, second) = (across(one[0], one[1]), across(one[2], one[3]));
        let moved = across(one[4], one[5]);
        Self([
            first.0,
            first.1,
            second.0,
            second.1,
            moved.0 + two[4],
            moved.1 + two[5],
        ])
    }

    /// Where its origin is.
    pub(super) fn place(self) -> (f32, f32) {
        (self.0[4], self.0[5])
    }

    /// How high what is one high becomes.
    pub(super) fn height(self) -> f32 {
        self.0[2].hypot(self.0[3])
    }
}
