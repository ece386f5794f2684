import { StringDecoder } from 'node:string_decoder';
import type { Terminal } from '../lib/terminal.ts';
import type { OutputStream } from './child.ts';

/** Terminal sequence that clears the status line, and columns if the width is unknown. */
const clearLine = '\r\x1b[2K';
const usualColumns = 80;

/** Most characters of an incomplete line that are buffered. */
const maxLine = 16_384;

type Output = Pick<Terminal, 'out' | 'err' | 'columns'> & { readonly live: boolean };

/** Prints results and errors, with one status line below them if standard error is a terminal. */
export class Screen {
  readonly #output: Output;
  #status = '';
  /** Streams whose last line is incomplete. */
  readonly #open = new Set<OutputStream>();

  /** `live`: standard error is a terminal. */
  constructor(output: Output) {
    this.#output = output;
  }

  /** Prints text unchanged. */
  write(stream: OutputStream, text: string): void {
    if (text === '') return;
    this.#erase();
    this.#output[stream](text);
    if (text.endsWith('\n')) this.#open.delete(stream);
    else this.#open.add(stream);
    this.#draw();
  }

  /** Prints whole lines of the drill; an incomplete line of the command is ended first. */
  lines(stream: OutputStream, text: string): void {
    const isOpen = this.#output.live ? this.#open.size > 0 : this.#open.has(stream);
    if (this.#output.live) this.#open.clear();
    this.write(stream, `${isOpen ? '\n' : ''}${text}`);
  }

  /** An empty line removes the status. */
  status(line: string): void {
    this.#erase();
    this.#status = line.slice(0, (this.#output.columns || usualColumns) - 1);
    this.#draw();
  }

  get #isDrawn(): boolean {
    return this.#output.live && this.#open.size === 0 && this.#status !== '';
  }

  #erase(): void {
    if (this.#isDrawn) this.#output.err(clearLine);
  }

  #draw(): void {
    if (this.#isDrawn) this.#output.err(this.#status);
  }
}

/** Receives the bytes of a command's output stream. */
export interface OutputSink {
  write(chunk: Buffer): void;
  end(): void;
}

/** `prefix` begins each line when several commands run at once; `null`: bytes are passed on unchanged. */
export function sinkTo(write: (text: string) => void, prefix: string | null): OutputSink {
  const decoder = new StringDecoder('utf8');
  if (prefix === null)
    return { write: (chunk) => write(decoder.write(chunk)), end: () => write(decoder.end()) };
  let line = '';
  const take = (text: string) => {
    const lines = `${line}${text}`.split('\n');
    line = lines.pop() ?? '';
    while (line.length > maxLine) {
      lines.push(line.slice(0, maxLine));
      line = line.slice(maxLine);
    }
    write(lines.map((whole) => `${prefix}${whole}\n`).join(''));
  };
  return {
    write: (chunk) => take(decoder.write(chunk)),
    end() {
      take(decoder.end());
      if (line !== '') take('\n');
    },
  };
}
