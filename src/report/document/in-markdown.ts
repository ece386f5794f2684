/**
 * Text that stays text in GitHub's Markdown, in tables too: no HTML, no emphasis, no cell, no link. `@name`
 * would call a person and `#7` link an issue, a backslash or not; a word joiner behind the sign prevents it.
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
