"""What every service of this room raises instead of writing something wrong."""


class Refused(Exception):
    """Something that is not run, published, replied or answered; carries a code and parameters."""

    def __init__(self, code: str, **params: object):
        super().__init__(code)
        self.code = code
        self.params = params
