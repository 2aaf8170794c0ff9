/** Models of Llama's shape that answer as chat models do, with nothing to say. */
import { generateLlama, type LlamaShape } from '../../main/engine/process/generated-model.ts';
import { entry, type RawEntry } from '../../main/engine/process/gguf.ts';

/** 134 million parameters with a vocabulary of 32k: the shape that shared figures were measured with. */
export const shape134M: LlamaShape = {
  layers: 30,
  width: 576,
  heads: 9,
  kvHeads: 3,
  feedForward: 1536,
  contextLength: 8192,
};

export const tinyShape: LlamaShape = {
  layers: 2,
  width: 64,
  heads: 4,
  kvHeads: 2,
  feedForward: 128,
  contextLength: 4096,
};

export interface ChatModelOptions {
  shape: LlamaShape;
  /** `tokenizer.*` entries, see `syntheticVocabulary`. */
  vocabulary: Map<string, RawEntry>;
  /** A Jinja template; `null` writes none. */
  chatTemplate: string | null;
  architecture?: string;
  name: string;
  silentLayers?: number;
  sharpness?: number;
  seed?: number;
}

/** ChatML, the plainest template that reasoning-free models use. */
export const chatMl =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

/** Writes the model to `path`, in q8_0. */
export const generateChatModel = (path: string, { chatTemplate, ...model }: ChatModelOptions): void => {
  const vocabulary = new Map(model.vocabulary);
  if (chatTemplate !== null) vocabulary.set('tokenizer.chat_template', entry.string(chatTemplate));
  generateLlama(path, { ...model, vocabulary, weights: 'q8_0' });
};
