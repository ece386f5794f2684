/**
 * Escapes text for GitHub's Markdown, also within tables: no HTML, emphasis, cell or link. `@name` would
 * notify a person and `#7` link an issue even after a backslash, so a word joiner is put behind the sign.
 */
export function inMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[@#](?=\w)/g, '$&\u2060')
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/\bwww\./gi, 'www&#46;');
}
