// What the page's Content-Security-Policy (src/api/portal/portalFiles.ts) asks of its code. Imported before all that draws.

/** Of this answer; absent while Vite serves the sources. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

declare global {
  // TypeScript's library does not know it.
  var trustedTypes:
    { createPolicy(name: string, rules: { createHTML(text: string): string | null }): unknown } | undefined;
}

// Read by react-remove-scroll, which adds a style element while a dialog is open.
Object.defineProperty(globalThis, '__webpack_nonce__', { value: styleNonce });

// React writes the text of Mantine's style elements as HTML. Without "<", HTML is only text.
globalThis.trustedTypes?.createPolicy('default', {
  createHTML: (text) => (text.includes('<') ? null : text),
});
