/** Faults in the shape of Ollama: `{error: "…"}`. */
import { statusOf, type ApiFault } from '../fault.ts';
import type { FaultWriter } from '../route.ts';

/** The body, which is also the last line of a stream that failed. The shape has no field for a name, so the message has it. */
export const ollamaError = ({ field, message }: ApiFault): { error: string } => ({
  error: field === null || message.includes(field) ? message : `${field}: ${message}`,
});

export const ollamaFault: FaultWriter = (fault) => ({
  status: statusOf[fault.kind],
  ...(fault.retryAfterS === null ? {} : { headers: { 'retry-after': String(Math.ceil(fault.retryAfterS)) } }),
  body: ollamaError(fault),
});
