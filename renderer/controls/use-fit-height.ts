/** Makes a text field as high as its text if the browser does not do so itself (`field-sizing` in CSS). */
import { useLayoutEffect, type RefObject } from 'react';

const isNative = CSS.supports('field-sizing', 'content');

export const useFitHeight = (field: RefObject<HTMLTextAreaElement | null>, text: string): void => {
  useLayoutEffect(() => {
    const element = field.current;
    if (isNative || element === null) return;
    element.style.removeProperty('height');
    if (text !== '') element.style.setProperty('height', `${element.scrollHeight}px`);
  }, [field, text]);
};
