/** `owner/name`, as the hub names a model; neither part begins with a dot, so none leads out of a folder. */
export const repositoryName = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;
