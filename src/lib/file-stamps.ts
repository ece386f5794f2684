import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { errorCode } from './errors.ts';

/**
 * How often a file is read again after its last change: the time of change has a granularity of up to 2 s on
 * some file systems, within which a second change leaves no trace in it.
 */
const readsPerChange = 10;

interface Known {
  /** Of its metadata. */
  readonly seen: string;
  readonly stamp: string;
  readonly reads: number;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/**
 * Tells the contents of files apart. Files are looked at, since no event of a file system tells of changes
 * on every kind of volume, or of what a symbolic link leads to.
 */
export class FileStamps {
  readonly #known = new Map<string, Known>();

  /** The same for the same content; of a file that cannot be read, for the same reason. Never rejects. */
  async of(file: string): Promise<string> {
    try {
      return await this.#read(file);
    } catch (error) {
      this.#known.delete(file);
      return errorCode(error);
    }
  }

  async #read(file: string): Promise<string> {
    const stats = await stat(file, { bigint: true });
    // A pipe would be waited for.
    if (!stats.isFile()) return 'no file';
    const { dev, ino, size, mtimeNs, ctimeNs } = stats;
    const seen = [dev, ino, size, mtimeNs, ctimeNs].join(' ');
    const known = this.#known.get(file);
    const reads = known?.seen === seen ? known.reads : 0;
    if (known !== undefined && reads >= readsPerChange) return known.stamp;
    const stamp = await digestOf(file);
    this.#known.set(file, { seen, stamp, reads: reads + 1 });
    return stamp;
  }
}
