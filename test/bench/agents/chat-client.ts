/** Asks a server for chat completions, as agents do, and takes its own figures. */

export interface Asked {
  text: string;
  /** From the request to the first piece of the answer. */
  firstTokenMs: number;
  /** As the server counts them: of the whole prompt, and those that it evaluated. */
  promptTokens: number;
  newTokens: number;
  /** llama-server's slot; `null`: it does not say. */
  slot: number | null;
  /** The times between two pieces of the answer, in ms. */
  gaps: number[];
}

/** Where llama-server tells more, if it is asked for `verbose`. */
const inSlot = '__verbose';

interface Piece {
  error?: { message: string };
  choices?: { delta?: { content?: string | null; reasoning_content?: string | null } }[];
  timings?: { cache_n: number; prompt_n: number };
  usage?: { prompt_tokens: number };
  [inSlot]?: { id_slot?: number };
}

export const askServer = async (
  url: string,
  key: string | null,
  body: object,
  onPiece?: () => void,
): Promise<Asked> => {
  const sentAt = performance.now();
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok || response.body === null)
    throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  const asked: Asked = { text: '', firstTokenMs: 0, promptTokens: 0, newTokens: 0, slot: null, gaps: [] };
  let lastAt = 0;
  for await (const piece of piecesOf(response.body)) {
    if (piece.error !== undefined) throw new Error(piece.error.message);
    const delta = piece.choices?.[0]?.delta;
    if (delta !== undefined) {
      const now = performance.now();
      asked.firstTokenMs ||= now - sentAt;
      if (lastAt > 0 && (delta.content ?? delta.reasoning_content ?? '') !== '')
        asked.gaps.push(now - lastAt);
      lastAt = now;
      asked.text += delta.content ?? '';
      onPiece?.();
    }
    if (piece.timings !== undefined) {
      asked.newTokens = piece.timings.prompt_n;
      asked.promptTokens = piece.timings.prompt_n + piece.timings.cache_n;
    }
    asked.slot = piece[inSlot]?.id_slot ?? asked.slot;
  }
  return asked;
};

async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Piece> {
  let held = '';
  const decoder = new TextDecoder();
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    held += decoder.decode(chunk, { stream: true });
    const lines = held.split('\n');
    held = lines.pop()!;
    for (const line of lines) if (line.startsWith('data: {')) yield JSON.parse(line.slice(6)) as Piece;
  }
}

/** The value below which `share` of the others are. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
};
