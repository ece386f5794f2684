/** Loaded before a client of Node: its chance is drawn from a seed, so that jitter is the same each time. */
import seedrandom from 'seedrandom';

/** No wait that it leads to is close to where rounding to half a second would differ by chance. */
const seed = '1501';

seedrandom(seed, { global: true });
