/** argv: openai-4 | openai-5 | openai-6 | openai-7, and --stream */
import { question, streams } from './lib.mjs';

const { default: OpenAI } = await import(process.argv[2]);
// Base URL and key come from the environment.
const client = new OpenAI();

if (streams) {
  const stream = await client.chat.completions.create({ ...question, stream: true });
  for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
} else {
  const answer = await client.chat.completions.create(question);
  console.log(answer.choices[0].message.content);
}
