import type { Target } from '../target.ts';
import { clientHello } from './client-hello.ts';
import { control } from './control.ts';
import { events } from './events.ts';
import { glob } from './glob.ts';
import { http } from './http.ts';
import { journal, tape } from './lines.ts';
import { drill, platform, scenario } from './yaml.ts';

export const targets: readonly Target[] = [
  ...[http, clientHello, control, scenario, platform, drill],
  ...[events, tape, journal, glob],
];
