//! Mounts the console and does nothing else.

fn main() {
    rescind::ui::fatal::install();
    leptos::mount::mount_to_body(rescind::app::App);
}
