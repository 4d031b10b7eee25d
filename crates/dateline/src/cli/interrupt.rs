//! Interrupt: Ctrl-C asks a long command to stop after what it is at is kept; a second one stops it at once. Both end with 130.

use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a command that was interrupted.
pub const CODE: u8 = 130;

static ASKED: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C asks instead of killing. Where the system does not let us listen, it kills, and the record rolls back.
pub fn listen() {
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(CODE));
        }
        eprintln!("stopping after what is at hand is kept; once more to stop at once");
    });
}

/// True once the user has asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}
