/** Bars of one scale: the tokens of a prompt, cached ones hatched and pale, and the time of its phases. */
interface Props {
  cached: number;
  fresh: number;
  /** The tokens of a bar of full width, so that several bars have one scale. */
  scale: number;
  label: string;
}

export const TokenBar = ({ cached, fresh, scale, label }: Props) => (
  <div className="token-bar" role="img" aria-label={label}>
    <BarPart tone="is-cached" value={cached} scale={scale} />
    <BarPart tone="is-read" value={fresh} scale={scale} />
  </div>
);

interface PartProps {
  tone: 'is-cached' | 'is-read' | 'is-write' | 'is-wait';
  value: number;
  /** The value of full width. */
  scale: number;
}

export const BarPart = ({ tone, value, scale }: PartProps) =>
  value > 0 ? <span className={tone} style={{ width: `${(100 * value) / Math.max(1, scale)}%` }} /> : null;
