"""The extract that counts as reference in the appraisal of local leaderships."""
