"""What a page in the browser does to a widget, done from Python."""


def tell(widget, content):
    """Send a widget a message as its page does."""
    data = {"method": "custom", "content": content}
    widget.comm.handle_msg({"content": {"data": data}, "buffers": []})
