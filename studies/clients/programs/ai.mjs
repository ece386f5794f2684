/** argv: ai-4 … ai-7, its provider openai-compatible-0 … -3, and --stream */
import { base, key, model, prompt, streams } from './lib.mjs';

const [, , sdk, provider] = process.argv;
const { generateText, streamText } = await import(sdk);
const { createOpenAICompatible } = await import(provider);
const chat = createOpenAICompatible({ name: 'gateway', baseURL: base, apiKey: key });

if (streams) {
  const { textStream } = streamText({ model: chat(model), prompt });
  for await (const text of textStream) process.stdout.write(text);
} else {
  const { text } = await generateText({ model: chat(model), prompt });
  console.log(text);
}
