// Loaded before the wasm: the Trusted Types policy that the page's CSP names.
'use strict';
(() => {
  if (window.trustedTypes && trustedTypes.createPolicy) {
    // Leptos fills <template> elements through innerHTML with the static parts of its views. Those hold plain markup;
    // whatever could run a script is refused.
    const active = /<script|\son[a-z]+\s*=|javascript:|srcdoc/i;
    trustedTypes.createPolicy('default', {
      createHTML(html) {
        if (active.test(html)) throw new TypeError('Rescind: active markup refused');
        return html;
      },
      createScript() { throw new TypeError('Rescind: script text refused'); },
      createScriptURL() { throw new TypeError('Rescind: script address refused'); },
    });
  }
})();
