//! The migrations are inside the executable, so a new one has to rebuild this crate.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
