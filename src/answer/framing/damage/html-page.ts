const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] ?? character);
}

/** An error page like that of a reverse proxy. */
export function htmlPage(title: string, text: string): Buffer {
  const lines = [
    '<html>',
    `<head><title>${escaped(title)}</title></head>`,
    '<body>',
    `<center><h1>${escaped(title)}</h1></center>`,
    `<p>${escaped(text)}</p>`,
    '</body>',
    '</html>',
  ];
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
}
