use crate::outputs::Left;
use crate::worker::Drive;
use domain::data::Data;
use domain::mission::Conclude;
use domain::observation::Kind;
use domain::run::StepPath;

/// Says why nothing is proposed. The verdict follows from it.
pub(super) fn run(drive: &mut Drive, path: &StepPath, conclude: &Conclude) {
    let because = drive.scene(path).fill(&conclude.because);
    let headline = format!("{}: {because}", capital(conclude.verdict.phrase()));
    drive.done(path, Kind::Rule, headline, Left::only(Data::text(because)));
}

fn capital(phrase: &str) -> String {
    phrase[..1].to_uppercase() + &phrase[1..]
}
