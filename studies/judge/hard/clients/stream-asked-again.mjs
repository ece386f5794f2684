// Takes a stream without finish_reason for a failure, and asks for all of it again.
import { ask, chat, report, stream } from '../lib.mjs';

report(await ask(() => stream(chat('Tell a tale of a harbour.'))));
