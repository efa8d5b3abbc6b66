"""Numbers as prose, in Chinese and in English; a sentence with nothing to say is empty."""
