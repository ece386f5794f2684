// Wraps three attempts around an SDK that makes three of its own.
import OpenAI from 'openai';

const client = new OpenAI();

async function summarize(text) {
  let last;
  for (let attempt = 1; attempt <= 3; attempt++) {
    try {
      const answer = await client.chat.completions.create({
        model: 'Omniva/Kimi-K2.6',
        messages: [{ role: 'user', content: `Summarize: ${text}` }],
      });
      return answer.choices[0].message.content;
    } catch (error) {
      last = error;
      console.error(`attempt ${attempt} failed: ${error.message}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  throw last;
}

console.log(await summarize('It rained, then it stopped.'));
