import { quantile } from '../lib/stats.mjs';

const everyMs = 100;

/** A client of its own that asks now and then, and has to be served whatever others do. */
export class Bystander {
  #took = [];
  #failed = 0;
  #stopped = false;
  #running;

  constructor({ url }) {
    this.#running = this.#ask(`${url}/@healthy.bystander/v1/models`);
  }

  async #ask(url) {
    const headers = { authorization: 'Bearer sk-oais-bystander-0123' };
    while (!this.#stopped) {
      const began = performance.now();
      const served = await fetch(url, { headers })
        .then(async (answer) => (await answer.text()) !== '' && answer.status === 200)
        .catch(() => false);
      this.#took.push(performance.now() - began);
      if (!served) this.#failed += 1;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  async stop() {
    this.#stopped = true;
    await this.#running;
  }

  figures() {
    const took = this.#took;
    return {
      ...{ asked: took.length, failed: this.#failed },
      ...{ p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99), maxMs: Math.max(...took) },
    };
  }
}
