/** Faults in the shape of llama-server: `{error: {code, message, type}}`. */
import { statusOf, type ApiFault, type ApiFaultKind } from '../fault.ts';
import type { FaultWriter } from '../route.ts';

const types: Record<ApiFaultKind, string> = {
  'bad-request': 'invalid_request_error',
  unsupported: 'invalid_request_error',
  'too-long': 'exceed_context_size_error',
  'no-key': 'authentication_error',
  forbidden: 'permission_error',
  'no-route': 'not_found_error',
  'no-model': 'not_found_error',
  'no-answer': 'not_found_error',
  method: 'invalid_request_error',
  'too-large': 'invalid_request_error',
  'not-json': 'invalid_request_error',
  'no-websocket': 'invalid_request_error',
  impossible: 'not_supported_error',
  busy: 'unavailable_error',
  loading: 'unavailable_error',
  failed: 'server_error',
};

/** The body, which is also the last event of a stream that failed. `param` is Hearth's own. */
export const llamaServerError = ({ kind, message, field, tokens }: ApiFault) => ({
  error: {
    code: statusOf[kind],
    message,
    type: types[kind],
    ...(field === null ? {} : { param: field }),
    ...(tokens === null ? {} : { n_prompt_tokens: tokens.prompt, n_ctx: tokens.context }),
  },
});

export const llamaServerFault: FaultWriter = (fault) => ({
  status: statusOf[fault.kind],
  ...(fault.retryAfterS === null ? {} : { headers: { 'retry-after': String(Math.ceil(fault.retryAfterS)) } }),
  body: llamaServerError(fault),
});
