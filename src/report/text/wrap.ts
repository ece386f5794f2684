/** Breaks text into lines of at most `width` characters; a longer word gets a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A heading in a column of its own, with the text beside it. */
export function beside(heading: string, text: string, columns: number): string[] {
  const lines = wrap(text, Math.max(20, columns - heading.length));
  return lines.map((line, index) => `${index === 0 ? heading : ' '.repeat(heading.length)}${line}`);
}
