//! Tests of the sandbox through its listener, as a client meets it. Each starts a sandbox of its own on a free port.
//!
//! The modules are marked as tests so that their helpers, too, may unwrap.

#[cfg(test)]
mod access;
#[cfg(test)]
mod control;
#[cfg(test)]
mod delays;
#[cfg(test)]
mod eras;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod genauth;
#[cfg(test)]
mod knobs;
#[cfg(test)]
mod late;
#[cfg(test)]
mod mutations;
#[cfg(test)]
mod names;
#[cfg(test)]
mod persistence;
#[cfg(test)]
mod privileges;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod seeds;
#[cfg(test)]
mod stale;
#[cfg(test)]
mod support;
#[cfg(test)]
mod timeouts;
#[cfg(test)]
mod transport;
#[cfg(test)]
mod yandex;
