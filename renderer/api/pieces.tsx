/** What to set in a program, each piece with a button that copies it. */
import type { ConnectGuide } from '../../main/shared/contract/api.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { connectWords as words } from '../words/local-server.ts';

export const Pieces = ({ pieces }: Pick<ConnectGuide, 'pieces'>) => (
  <div className="pieces">
    {pieces.map((piece) =>
      piece.what === 'setting' ? (
        <div key={piece.label} className="piece-setting">
          <span>{piece.label}</span>
          <code>{piece.text}</code>
          <CopyButton label={words.copyPiece(piece.label)} text={() => piece.text} />
        </div>
      ) : (
        <figure key={`${piece.what} ${piece.label}`} className="piece">
          <figcaption>
            <span>
              {words.what[piece.what]} <span className="hint">{piece.label}</span>
            </span>
            <CopyButton label={words.copyPiece(piece.label)} text={() => piece.text} />
          </figcaption>
          <pre tabIndex={0}>{piece.text}</pre>
        </figure>
      ),
    )}
  </div>
);
