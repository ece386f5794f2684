/** Loaded before a client of Node: its chance is drawn from a seed, so that jitter is the same each time. */
import seedrandom from 'seedrandom';

/** No wait that it leads to is close to the edge of half a second, where rounding would differ by chance. */
const seed = '48';

seedrandom(seed, { global: true });
