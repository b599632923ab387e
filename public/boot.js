// Loaded before the wasm. It owns two things that cannot wait for it: the Trusted Types policy that the page's CSP names,
// and the text that is shown when the wasm could not be loaded or has stopped.
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
  const stopped = error => {
    if (error instanceof WebAssembly.RuntimeError || error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) {
      document.getElementById('fatal')?.removeAttribute('hidden');
    }
  };
  addEventListener('click', event => {
    if (event.target instanceof Element && event.target.id === 'reload') location.reload();
  });
  addEventListener('error', event => stopped(event.error));
  addEventListener('unhandledrejection', event => stopped(event.reason));
})();
