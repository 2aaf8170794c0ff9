/** Faults in the shape of Anthropic: `{type: 'error', error: {type, message}}`. */
import { statusOf, type ApiFault, type ApiFaultKind } from '../fault.ts';
import type { FaultWriter } from '../route.ts';

const types: Record<ApiFaultKind, string> = {
  'bad-request': 'invalid_request_error',
  unsupported: 'invalid_request_error',
  'too-long': 'invalid_request_error',
  'no-key': 'authentication_error',
  forbidden: 'permission_error',
  'no-route': 'not_found_error',
  'no-model': 'not_found_error',
  'no-answer': 'not_found_error',
  method: 'invalid_request_error',
  'too-large': 'request_too_large',
  'not-json': 'invalid_request_error',
  'no-websocket': 'invalid_request_error',
  impossible: 'invalid_request_error',
  busy: 'overloaded_error',
  loading: 'overloaded_error',
  failed: 'api_error',
};

/** Claude Code compacts a conversation when it reads this beginning, with the two numbers. */
const tooLong = ({ message, tokens }: ApiFault): string =>
  tokens === null
    ? `prompt is too long: ${message}`
    : `prompt is too long: ${tokens.prompt} tokens > ${tokens.context} maximum`;

/** The error as bodies and the event `error` of streams have it. The shape has no field for a name, so the message has it. */
export const anthropicError = (fault: ApiFault) => ({
  type: 'error',
  error: {
    type: types[fault.kind],
    message:
      fault.kind === 'too-long'
        ? tooLong(fault)
        : fault.field !== null && !fault.message.includes(fault.field)
          ? `${fault.field}: ${fault.message}`
          : fault.message,
    // Anthropic's clients send the whole conversation again if they read this.
    ...(fault.kind === 'no-answer' ? { details: { error_code: 'thread_not_found' } } : {}),
  },
});

export const anthropicFault: FaultWriter = (fault) => ({
  status: statusOf[fault.kind],
  ...(fault.retryAfterS === null ? {} : { headers: { 'retry-after': String(Math.ceil(fault.retryAfterS)) } }),
  body: anthropicError(fault),
});
