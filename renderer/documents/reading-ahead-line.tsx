/** How far the documents are that the model reads while nobody waits for it. */
import type { DocumentInfo, ReadingAhead } from '../../main/shared/contract/documents.ts';
import { useSession } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';

const words = documentsWords.library;

interface Props {
  readingAhead: ReadingAhead;
  documents: readonly DocumentInfo[];
}

export const ReadingAheadLine = ({ readingAhead, documents }: Props) => {
  const session = useSession();
  const { documentIds, share, waitsFor, knowsPower } = readingAhead;
  const name = documents.find(({ id }) => id === documentIds[0])?.name ?? documentsWords.unnamed;
  const about = words.ahead(readingAhead, name);
  const hint =
    waitsFor === 'night' && !knowsPower
      ? words.nightOnAnyPower
      : waitsFor !== null
        ? words.waitsFor[waitsFor]
        : knowsPower
          ? null
          : words.unknownPower;
  return (
    <div className="reading-ahead">
      <p role="status">
        <span dir="auto">{about}</span>
        {hint !== null && <span className="hint">{hint}</span>}
      </p>
      <progress
        className="load-bar"
        aria-label={about}
        aria-valuetext={words.aheadShare(share)}
        max={1}
        value={share}
      />
      <button type="button" className="button" onClick={() => void session.attempt('stopReadingAhead', {})}>
        {words.stopAhead}
      </button>
    </div>
  );
};
