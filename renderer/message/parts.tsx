/** The parts of a message, each drawn by the component of its kind. */
import type { ComponentType } from 'react';
import type { Message } from '../../main/shared/contract/message.ts';
import type { MessagePart, PartKind } from '../../main/shared/contract/parts.ts';
import type { PartProps } from './part-props.ts';
import { DocumentPart } from './document-part.tsx';
import { PastedPart } from './pasted-part.tsx';
import { TextPart } from './text-part.tsx';
import { ThoughtsPart } from './thoughts-part.tsx';

const views: { [Kind in PartKind]: ComponentType<PartProps<Kind>> } = {
  text: TextPart,
  document: DocumentPart,
  pasted: PastedPart,
  thoughts: ThoughtsPart,
};

interface Props {
  message: Pick<Message, 'id' | 'role' | 'ending'>;
  /** The parts of the message, or of the running answer so far. */
  parts: readonly MessagePart[];
  /** How long the model thought, in ms; `null` while it thinks, and if unknown. */
  thoughtMs?: number | null;
}

export const Parts = ({ message: { id, role, ending }, parts, thoughtMs = null }: Props) => {
  // The time is that of all thoughts together.
  const isOneThought = parts.filter(({ kind }) => kind === 'thoughts').length === 1;
  return parts.map((part, index) => {
    const View = views[part.kind] as ComponentType<PartProps>;
    const isLast = index === parts.length - 1;
    return (
      <div key={`${index}.${part.kind}`} className="part" data-part={`${id}.${index}`}>
        <View
          part={part}
          id={`${id}.${index}`}
          role={role}
          isLast={isLast}
          isGrowing={isLast && ending === null}
          thoughtMs={part.kind === 'thoughts' && isOneThought ? thoughtMs : null}
        />
      </div>
    );
  });
};
