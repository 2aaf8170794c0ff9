/** Why a request cannot be answered. Each dialect writes it in its own shape. */

export type ApiFaultKind =
  /** 400: the request is not what the route takes. */
  | 'bad-request'
  /** 400: a field asks for something that Hearth cannot do. */
  | 'unsupported'
  /** 400: the prompt does not fit the context. */
  | 'too-long'
  /** 401: there is no key, or it is not known. */
  | 'no-key'
  /** 403: the key does not allow this, or the request comes from a web page of another origin. */
  | 'forbidden'
  /** 404: there is no such route. */
  | 'no-route'
  /** 404: there is no such model. */
  | 'no-model'
  /** 404: there is no such answer. */
  | 'no-answer'
  /** 405 */
  | 'method'
  /** 413: the body is too large. */
  | 'too-large'
  /** 415: the body is not JSON. */
  | 'not-json'
  /** 426: the route takes no WebSocket. */
  | 'no-websocket'
  /** 400: the loaded engine or model cannot do this at all. Not 501, as clients try again after every status of 500 and above. */
  | 'impossible'
  /** 503: the queue is full. */
  | 'busy'
  /** 503: the model is being loaded, and the request does not wait for it. */
  | 'loading'
  /** 500 */
  | 'failed';

/** The header with the kind of a fault, because several kinds have one status. */
export const faultHeader = 'hearth-fault';

export const statusOf: Record<ApiFaultKind, number> = {
  'bad-request': 400,
  unsupported: 400,
  'too-long': 400,
  'no-key': 401,
  forbidden: 403,
  'no-route': 404,
  'no-model': 404,
  'no-answer': 404,
  method: 405,
  'too-large': 413,
  'not-json': 415,
  'no-websocket': 426,
  impossible: 400,
  busy: 503,
  loading: 503,
  failed: 500,
};

/** Thrown by whoever reads or answers a request. `message` is one English sentence for the developer who reads it. */
export class ApiFault extends Error {
  readonly kind: ApiFaultKind;
  /** The field that is wrong, as a path such as `messages[2].content`; `null`: none in particular. */
  readonly field: string | null;
  /** Seconds after which it may be tried again; `null`: not known. */
  readonly retryAfterS: number | null;
  /** Of `too-long`: the tokens of the prompt, and those that the context has for it; `null`: not known. */
  readonly tokens: { prompt: number; context: number } | null;

  constructor(
    kind: ApiFaultKind,
    message: string,
    {
      field = null,
      retryAfterS = null,
      tokens = null,
    }: {
      field?: string | null;
      retryAfterS?: number | null;
      tokens?: { prompt: number; context: number } | null;
    } = {},
  ) {
    super(message);
    this.kind = kind;
    this.field = field;
    this.retryAfterS = retryAfterS;
    this.tokens = tokens;
  }
}
