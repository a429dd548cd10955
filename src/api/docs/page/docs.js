// Shows the API, after asking for a token where one is needed. The token is kept in memory alone.
const form = document.querySelector('form');
const field = form.querySelector('input');

// Swagger UI sanitizes the HTML that it makes of Markdown, and sets it as text. Scripts have no policy, so none can be added.
globalThis.trustedTypes?.createPolicy('default', { createHTML: (html) => html });

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void open(field.value.trim());
});
await open('');

async function open(token) {
  const answer = await fetch('openapi.json', {
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
  });
  const body = await answer.json();
  form.hidden = answer.ok;
  if (!answer.ok) {
    form.querySelector('[role=alert]').textContent = body.message;
    field.focus();
    return;
  }
  field.value = '';
  // Behind a proxy there may be a prefix before the path.
  const here = new URL('.', location.href).pathname.replace(/\/$/, '');
  const ui = globalThis.SwaggerUIBundle({
    spec: { ...body, servers: [{ url: here || '/' }] },
    domNode: document.querySelector('main'),
    deepLinking: true,
    docExpansion: 'list',
    persistAuthorization: false,
    validatorUrl: null,
    onComplete: () => token !== '' && ui.preauthorizeApiKey('bearer', token),
  });
}
