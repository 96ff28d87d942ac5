import { createContext } from 'react';

/** The folder whose scenarios and runs are shown. */
export const FolderContext = createContext('.');
export const FolderProvider = FolderContext.Provider;
