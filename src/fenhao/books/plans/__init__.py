"""The year's budget as a document: preparation, versions, cells, comments, the swap into force."""
