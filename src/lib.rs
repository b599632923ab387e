//! The Rescind console.
