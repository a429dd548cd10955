// The cause of a failure, without what stands beside it anyway: "HTTP 503: the connection pool is exhausted".

/** The retry policy's own mark at the end of a sentence. */
const OF_ATTEMPTS = /\s*\(attempt \d+ of \d+\)$/u;
/** The field in which services say why, also of a body that was cut before its end. */
const ERROR_FIELD = /"(?:error|message|detail)"\s*:\s*"(?<said>(?:[^"\\]|\\.)*)/u;

/** @param service whose name the sentence may begin with */
export function causeOf(error: string, service: string): string {
  const own = error.startsWith(`${service} `) ? error.slice(service.length + 1) : error;
  const sentence = own.replace(OF_ATTEMPTS, '').replace(/^answered /u, '');
  const body = sentence.search(/[{[]\s*["{[]/u);
  const said = body === -1 ? undefined : ERROR_FIELD.exec(sentence.slice(body))?.groups?.['said'];
  const cause = said === undefined ? sentence : sentence.slice(0, body) + unescaped(said);
  return capitalised(cause.replaceAll(/\s+/gu, ' ').trim());
}

/** What JSON has escaped; a text that was cut within an escape stays as it is. */
function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
