/** Faults in the shape of OpenAI: `{error: {message, type, param, code}}`. */
import { statusOf, type ApiFault, type ApiFaultKind } from '../fault.ts';
import type { FaultWriter } from '../route.ts';

/** `type` and `code` as OpenAI and llama-server name them; clients such as Codex know some of the codes. */
const names: Record<ApiFaultKind, readonly [type: string, code: string | null]> = {
  'bad-request': ['invalid_request_error', null],
  unsupported: ['invalid_request_error', 'unsupported_parameter'],
  'too-long': ['invalid_request_error', 'context_length_exceeded'],
  'no-key': ['authentication_error', 'invalid_api_key'],
  forbidden: ['permission_error', 'forbidden'],
  'no-route': ['invalid_request_error', 'unknown_url'],
  'no-model': ['invalid_request_error', 'model_not_found'],
  'no-answer': ['invalid_request_error', 'response_not_found'],
  method: ['invalid_request_error', 'method_not_supported'],
  'too-large': ['invalid_request_error', 'request_too_large'],
  'not-json': ['invalid_request_error', 'unsupported_media_type'],
  'no-websocket': ['invalid_request_error', 'websocket_not_supported'],
  impossible: ['not_supported_error', 'not_supported'],
  busy: ['server_error', 'server_is_overloaded'],
  loading: ['unavailable_error', 'model_loading'],
  failed: ['server_error', 'server_error'],
};

/** The value of `error`. llama-server's `n_prompt_tokens` and `n_ctx` say by how much a prompt is too long. */
export const openaiError = ({ kind, message, field, tokens }: ApiFault) => ({
  message,
  type: names[kind][0],
  param: field ?? (kind === 'no-model' ? 'model' : null),
  code: names[kind][1],
  ...(tokens === null ? {} : { n_prompt_tokens: tokens.prompt, n_ctx: tokens.context }),
});

export const openaiFault: FaultWriter = (fault) => ({
  status: statusOf[fault.kind],
  ...(fault.retryAfterS === null ? {} : { headers: { 'retry-after': String(Math.ceil(fault.retryAfterS)) } }),
  body: { error: openaiError(fault) },
});
