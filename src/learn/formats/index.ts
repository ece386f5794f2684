import type { LearnFormat } from './format.ts';
import { har } from './har.ts';
import { journal } from './journal.ts';
import { log } from './log.ts';
import { otlp } from './otlp.ts';
import { tape } from './tape.ts';

/** Every format that can be read; `log` takes any object, so it is asked last. */
export const formats: readonly LearnFormat[] = [har, tape, otlp, journal, log];

export const formatNames = formats.map(({ name }) => name);
