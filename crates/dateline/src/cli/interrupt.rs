//! Interrupt: Ctrl-C asks a long command to stop after what it is at is kept; a second one stops it at once. Both end with 130.

use signal_hook::consts::SIGINT;
use signal_hook::flag;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

/// The exit code of a command that was interrupted.
pub const CODE: u8 = 130;

static ASKED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From here on Ctrl-C asks instead of killing. Where the system does not let us listen, it kills, and the record rolls back.
pub fn listen() {
    // In this order: the first signal finds the flag unset, and sets it.
    let _ = flag::register_conditional_shutdown(SIGINT, i32::from(CODE), Arc::clone(&ASKED))
        .and_then(|_| flag::register(SIGINT, Arc::clone(&ASKED)));
}

/// True once the user has asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}
