"""Taking a contact: the guided form, saved at every step, and consultations, which are not."""
