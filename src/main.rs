//! Mounts the console, in the reader's language, and does nothing else.

use rescind::app::{App, AppProps};
use rescind::i18n::Spoken;
use rescind::state::preferences;

fn main() {
    rescind::ui::fatal::install();
    wasm_bindgen_futures::spawn_local(async {
        let spoken = Spoken::load(preferences::locale()).await.unwrap_or(Spoken::ENGLISH);
        leptos::mount::mount_to_body(move || App(AppProps { spoken }));
    });
}
