//! `countersign`: the portal's one executable.

fn main() -> std::process::ExitCode {
    server::cli::main()
}
