/** A document of a message. */
import type { PartProps } from './part-props.ts';

export const DocumentPart = ({ part: { name } }: PartProps<'document'>) => (
  <section className="document-part" dir="auto">
    {name}
  </section>
);
