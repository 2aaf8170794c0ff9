/** The icon of a kind of document. */
import {
  BookOpen,
  File,
  FileBraces,
  FileCode,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileType,
  Folder,
  Globe,
  Mail,
  Presentation,
  type LucideIcon,
} from 'lucide-react';
import type { DocumentKind } from '../../main/shared/documents/document-text.ts';

const icons: Record<DocumentKind, LucideIcon> = {
  text: FileText,
  markdown: FileText,
  code: FileCode,
  table: FileSpreadsheet,
  json: FileBraces,
  html: Globe,
  pdf: FileType,
  word: FileText,
  sheet: FileSpreadsheet,
  slides: Presentation,
  book: BookOpen,
  mail: Mail,
  image: FileImage,
  folder: Folder,
};

/** `kind`: `null` until it is known. */
export const KindIcon = ({ kind }: { kind: DocumentKind | null }) => {
  const Icon = kind === null ? File : icons[kind];
  return <Icon aria-hidden className="kind-icon" />;
};
