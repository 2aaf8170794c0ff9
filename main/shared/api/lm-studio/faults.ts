/** Faults in the shapes of LM Studio: `{error: "…"}` below /api/v0, `{error: {type, message, …}}` below /api/v1. */
import { statusOf, type ApiFault, type ApiFaultKind } from '../fault.ts';
import type { FaultWriter } from '../route.ts';

const types: Partial<Record<ApiFaultKind, string>> = {
  'no-model': 'model_not_found',
  impossible: 'not_implemented',
  failed: 'internal_error',
  busy: 'internal_error',
  loading: 'internal_error',
};

/** The body, which is also the last event of a stream that failed: Zed reads the text of `error`. */
export const lmStudioError = ({ field, message }: ApiFault): { error: string } => ({
  error: field === null || message.includes(field) ? message : `${field}: ${message}`,
});

const headersOf = ({ retryAfterS }: ApiFault) =>
  retryAfterS === null ? {} : { headers: { 'retry-after': String(Math.ceil(retryAfterS)) } };

export const lmStudioFault: FaultWriter = (fault) => ({
  status: statusOf[fault.kind],
  ...headersOf(fault),
  body: lmStudioError(fault),
});

/** Below /api/v1. */
export const lmStudioV1Fault: FaultWriter = (fault) => ({
  status: statusOf[fault.kind],
  ...headersOf(fault),
  body: {
    error: {
      type: types[fault.kind] ?? 'invalid_request',
      message: fault.message,
      code: fault.kind,
      ...(fault.field === null ? {} : { param: fault.field }),
    },
  },
});
