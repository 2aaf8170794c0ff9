/** Contains an error in drawing to the part of the window in which it occurs. */
import { Component, type ReactNode } from 'react';
import { frameWords } from '../words/frame.ts';

const words = frameWords.failed;

interface Props {
  children: ReactNode;
  /** Drawn instead of the children after one of them threw. */
  fallback: ReactNode;
  /** After an error, the children are drawn again when this changes. */
  retryOn?: unknown;
}

interface State {
  hasFailed: boolean;
  retryOn: unknown;
}

/** An error boundary. React logs the error, and supports boundaries only as classes. */
export class Boundary extends Component<Props, State> {
  override state: State = { hasFailed: false, retryOn: this.props.retryOn };

  static getDerivedStateFromError(): Partial<State> {
    return { hasFailed: true };
  }

  static getDerivedStateFromProps({ retryOn }: Props, state: State): State | null {
    return retryOn === state.retryOn ? null : { hasFailed: false, retryOn };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}

/** The last resort: if the window cannot be drawn, it says so and offers to reload. */
export const FailedWindow = () => (
  <main className="failed-window" role="alert">
    <p>{words.sentence}</p>
    <button type="button" className="button is-main" onClick={() => location.reload()}>
      {words.reload}
    </button>
  </main>
);
